package dev.jong.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Lets node ports answer on 127.0.0.1: the kernel must be told to route addresses of the loopback
/// network (`net.ipv4.conf.all.route_localnet`). [#close] puts back what was there.
public final class LoopbackRouting implements AutoCloseable {
    private static final Path SETTING = Path.of("/proc/sys/net/ipv4/conf/all/route_localnet");

    private final String before;

    private LoopbackRouting(String before) {
        this.before = before;
    }

    /// Takes effect at once.
    ///
    /// @throws ProxyException if the setting cannot be changed
    public static LoopbackRouting allow() {
        try {
            String before = Files.readString(SETTING).strip();
            if (!before.equals("1")) Files.writeString(SETTING, "1");
            return new LoopbackRouting(before);
        } catch (IOException e) {
            throw new ProxyException("Cannot set " + SETTING + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            if (!before.equals("1")) Files.writeString(SETTING, before);
        } catch (IOException e) {
            throw new ProxyException("Cannot restore " + SETTING + ": " + e.getMessage(), e);
        }
    }
}
