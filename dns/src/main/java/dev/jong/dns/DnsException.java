package dev.jong.dns;

/// The DNS server cannot do its work; the message says why in one sentence.
public final class DnsException extends RuntimeException {
    DnsException(String message, Throwable cause) {
        super(message, cause);
    }
}
