DROP TABLE attachments;
DROP TABLE upload_pieces;
DROP TABLE stored_files;
