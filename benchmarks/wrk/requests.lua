-- The requests of the scenarios `creates`, `pods`, `gets`, `cached` and `lists` for wrk.
-- SCENARIO, NAMESPACE and TOKEN come from the environment; `run` sets them.

local scenario = os.getenv("SCENARIO")
local base = "/api/v1/namespaces/" .. os.getenv("NAMESPACE")
local headers = {
    ["Authorization"] = "Bearer " .. os.getenv("TOKEN"),
    ["Content-Type"] = "application/json",
}
local payload = string.rep("x", 1024)
local prefix = os.time() .. "-"
local threads = 0
local count = 0

function setup(thread)
    thread:set("id", threads)
    threads = threads + 1
end

local function name()
    count = count + 1
    return prefix .. id .. "-" .. count
end

local function configMap()
    return wrk.format("POST", base .. "/configmaps", headers,
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"' .. name()
        .. '"},"data":{"payload":"' .. payload .. '"}}')
end

-- 100m CPU and 500 MiB, for a scheduler that does not exist.
local function pod()
    return wrk.format("POST", base .. "/pods", headers,
        '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"' .. name()
        .. '","labels":{"app":"load"}},"spec":{"schedulerName":"nobody","automountServiceAccountToken":false,'
        .. '"containers":[{"name":"pause","image":"localhost/jong/pause","resources":{"requests":{"cpu":"100m","memory":"500Mi"}}}]}}')
end

local function get(path)
    local text = wrk.format("GET", path, headers)
    return function() return text end
end

function init()
    local requests = {
        creates = function() return configMap end,
        pods = function() return pod end,
        gets = function() return get(base .. "/configmaps/one") end,
        cached = function() return get(base .. "/configmaps/one?resourceVersion=0") end,
        lists = function() return get(base .. "/pods?resourceVersion=0") end,
    }
    request = requests[scenario]()
end

function done(summary, latency)
    local failed = summary.errors.status + summary.errors.connect + summary.errors.read
        + summary.errors.write + summary.errors.timeout
    io.write(string.format("| %s | %d | %.0f | %.1f / %.1f | %d | %.0f |\n", scenario,
        summary.requests, summary.requests / summary.duration * 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed, summary.bytes / 1e6))
end
