package dev.jong.apiserver.request;

/// A part of the server that takes its time over a request, as the audit log names it.
public enum Layer {
    AUTHENTICATION("authentication", true),
    AUTHORIZATION("authorization", false),
    IMPERSONATION("impersonation", true),
    QUEUE("apf-queue-wait", false),
    MUTATING_WEBHOOK("mutating-webhook", true),
    /// They are asked at once: the slowest counts.
    VALIDATING_WEBHOOK("validating-webhook", false),
    STORE("etcd", true),
    DECODE("decode-response-object", true),
    /// With what it takes to make another form of the object, and to write it.
    SERIALIZE("serialize-response-object", true),
    WRITE("response-write", true);

    private final String annotation;
    private final boolean summed;

    Layer(String name, boolean summed) {
        this.annotation = "apiserver.latency.k8s.io/" + name;
        this.summed = summed;
    }

    String annotation() {
        return annotation;
    }

    /// What is told of two times: both, or the longer one.
    long joined(long nanos, long others) {
        return summed ? nanos + others : Math.max(nanos, others);
    }
}
