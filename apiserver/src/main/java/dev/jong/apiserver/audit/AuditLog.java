package dev.jong.apiserver.audit;

import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.config.InvalidConfiguration;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes events to a file, one a line.
final class AuditLog implements AuditSink {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private final OutputStream out;
    private final Function<JsonObject, String> format;
    private final AuditFigures figures;

    /// @param format `json` or `legacy`
    AuditLog(OutputStream out, String format, AuditFigures figures) {
        this.out = out;
        this.figures = figures;
        this.format =
                switch (format) {
                    case "json" -> Json::text;
                    case "legacy" -> LegacyLine::of;
                    default ->
                            throw new InvalidConfiguration(
                                    "invalid audit log format "
                                            + format
                                            + ", allowed formats are \"legacy,json\"");
                };
    }

    @Override
    public synchronized boolean take(List<JsonObject> events) {
        try {
            for (var event : events) {
                out.write((format.apply(event) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            return true;
        } catch (IOException e) {
            figures.errors().with("log").add(events.size());
            log.atError().setCause(e).log("Cannot write the audit log");
            return false;
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            log.atError().setCause(e).log("Cannot close the audit log");
        }
    }
}
