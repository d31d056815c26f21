-- Sends the requests of a file in turn: `METHOD PATH [BODY]` in each line. Arguments: the file, the cookie, Accept-Encoding.
local prepared, count, at = {}, 0, 0

function init(args)
  local headers = {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  headers["Sec-Fetch-Site"] = "same-origin"
  headers["Cookie"] = args[2]
  if args[3] then headers["Accept-Encoding"] = args[3] end
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%S+) (%S+) ?(.*)$")
    if body == "" then body = nil end
    headers["Content-Type"] = body and "application/json" or nil
    count = count + 1
    prepared[count] = wrk.format(method, path, headers, body)
  end
  math.randomseed(os.time())
  at = math.random(count)
end

function request()
  at = at % count + 1
  return prepared[at]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, summary.bytes))
end
