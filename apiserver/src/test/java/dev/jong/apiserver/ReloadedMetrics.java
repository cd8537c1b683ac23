package dev.jong.apiserver;

import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// What a server tells of configuration files that it follows.
public final class ReloadedMetrics {
    private ReloadedMetrics() {}

    /// Waits until so many changes of a file were taken up, or were not.
    ///
    /// @param what `authentication`, `authorization` or `encryption`
    /// @param status `success` or `failure`
    /// @param count at least
    public static void awaitCount(TestServer server, String what, String status, int count) {
        var line =
                Pattern.compile(
                        "(?m)^apiserver_"
                                + what
                                + "_config_controller_automatic_reloads_total\\{apiserver_id_hash=\"sha256:[0-9a-f]{64}\",status=\""
                                + status
                                + "\"} (\\S+)$");
        Awaitility.await(what + " " + status)
                .until(() -> {
                    var found = line.matcher(server.get("admin", "/metrics").text());
                    return found.find() && Double.parseDouble(found.group(1)) >= count;
                });
    }

    /// The hash of the configuration in use.
    public static String hash(TestServer server, String what) {
        var line =
                Pattern.compile(
                                "(?m)^apiserver_"
                                        + what
                                        + "_config_controller_last_config_info\\{.*,hash=\"(sha256:[0-9a-f]{64})\"} 1")
                        .matcher(server.get("admin", "/metrics").text());
        return line.find() ? line.group(1) : "";
    }
}
