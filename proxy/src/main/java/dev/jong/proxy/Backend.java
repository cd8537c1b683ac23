package dev.jong.proxy;

/// An endpoint that connections may be sent to.
///
/// @param local whether it is on this node
public record Backend(String address, int port, boolean local) implements Comparable<Backend> {
    @Override
    public int compareTo(Backend other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    /// `10.0.0.1:80` or `[fd00::1]:80`.
    public String socketAddress() {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
