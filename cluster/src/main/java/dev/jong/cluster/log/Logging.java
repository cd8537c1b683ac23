package dev.jong.cluster.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.jong.cluster.ClusterException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// Turns logging on. Before that nothing is written anywhere.
public final class Logging {
    private static final long FILE_SIZE = 20 * FileSize.MB_COEFFICIENT;
    private static final int OLD_FILES = 3;

    /// klog's for debugging (Kubernetes' logging conventions).
    private static final int DETAILS = 4;

    private Logging() {}

    public static void toFile(Path file) {
        var context = context();
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file.toString());
        var old = new FixedWindowRollingPolicy();
        old.setContext(context);
        old.setFileNamePattern(file + ".%i");
        old.setMinIndex(1);
        old.setMaxIndex(OLD_FILES);
        old.setParent(appender);
        var when = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        when.setContext(context);
        when.setMaxFileSize(new FileSize(FILE_SIZE));
        appender.setRollingPolicy(old);
        appender.setTriggeringPolicy(when);
        old.start();
        when.start();
        start(context, appender);
        if (!appender.isStarted()) {
            throw new ClusterException.Refused(
                    "cannot write the log " + file + ": check that it is a file and yours");
        }
    }

    public static void toConsole() {
        var context = context();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        start(context, appender);
    }

    private static void start(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender) {
        var layout = new KlogLayout();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(Level.WARN);
        own(context).setLevel(Level.INFO);
        root.addAppender(appender);
    }

    /// How much to say from now on, as klog counts: from 4 on, what only those want to know who
    /// look for an error.
    public static void verbosity(int level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            own(context).setLevel(level >= DETAILS ? Level.DEBUG : Level.INFO);
        }
    }

    private static Logger own(LoggerContext context) {
        return context.getLogger("dev.jong");
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
