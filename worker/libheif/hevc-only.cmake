# How libheif is built for tobiume-heic (.cargo/config.toml names this file): with the decoder of HEVC, which HEIC files are made of,
# and with none of the other codecs that this machine may happen to have.
foreach(codec AOM Brotli DAV1D FFMPEG JPEG kvazaar OpenH264 OpenJPEG OPENJPH RAV1E SvtEnc UVG266 vvdec vvenc X264 X265 libsharpyuv ZLIB)
  set(CMAKE_DISABLE_FIND_PACKAGE_${codec} TRUE)
endforeach()
