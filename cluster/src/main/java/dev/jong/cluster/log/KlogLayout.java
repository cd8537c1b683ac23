package dev.jong.cluster.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.format.DateTimeFormatter;

/// Lines as klog writes them: `I0102 15:04:05.678901 component/Source] "Sentence" key="value"`.
final class KlogLayout extends LayoutBase<ILoggingEvent> {
    private static final String OWN_PACKAGES = "dev.jong.";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS");

    private final ThrowableProxyConverter stackTrace = new ThrowableProxyConverter();

    @Override
    public void start() {
        stackTrace.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(160);
        line.append(severity(event.getLevel()))
                .append(TIME.format(LocalTimes.at(event.getInstant())))
                .append(' ');
        line.append(source(event.getLoggerName())).append("] ");
        quote(line, event.getFormattedMessage());
        var pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (var pair : pairs) {
                line.append(' ').append(pair.key).append('=');
                if (pair.value instanceof Number || pair.value instanceof Boolean) {
                    line.append(pair.value);
                } else {
                    quote(line, String.valueOf(pair.value));
                }
            }
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(stackTrace.convert(event));
        }
        return line.toString();
    }

    private static char severity(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 'E';
            case Level.WARN_INT -> 'W';
            default -> 'I';
        };
    }

    /// Component and class for our own code, the full name for libraries.
    private static String source(String logger) {
        if (!logger.startsWith(OWN_PACKAGES)) {
            return logger;
        }
        var end = logger.indexOf('.', OWN_PACKAGES.length());
        return end < 0
                ? logger
                : logger.substring(OWN_PACKAGES.length(), end)
                        + "/"
                        + logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                default -> line.append(c);
            }
        }
        line.append('"');
    }
}
