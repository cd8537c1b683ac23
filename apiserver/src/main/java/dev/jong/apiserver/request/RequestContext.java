package dev.jong.apiserver.request;

/// What a request carries besides its object: bound once per request, read where needed.
///
/// In-process callers bind one too, so that admission sees who they are.
///
/// @param verb what is done, where that is more than admission tells: `update` or `patch`
/// @param cbor whether its object may be sent and answered in CBOR
/// @param begun to be called when a watch has told what there is: the rest of it is waiting for
///   changes
public record RequestContext(
        User user,
        String verb,
        Warnings warnings,
        AuditAnnotations annotations,
        Timing timing,
        boolean cbor,
        Runnable begun) {
    private static final ScopedValue<RequestContext> CURRENT = ScopedValue.newInstance();

    public static RequestContext of(User user) {
        return of(user, new AuditAnnotations());
    }

    public static RequestContext of(User user, AuditAnnotations annotations) {
        return new RequestContext(
                user, "update", new Warnings(), annotations, new Timing(), false, () -> {});
    }

    /// The same with another verb.
    public RequestContext doing(String other) {
        return new RequestContext(user, other, warnings, annotations, timing, cbor, begun);
    }

    /// The same with another to be told that a watch has begun.
    public RequestContext whenBegun(Runnable other) {
        return new RequestContext(user, verb, warnings, annotations, timing, cbor, other);
    }

    /// The same where CBOR is spoken too.
    public RequestContext offeringCbor() {
        return new RequestContext(user, verb, warnings, annotations, timing, true, begun);
    }

    /// The request being served; the server itself when none is.
    public static RequestContext current() {
        return CURRENT.isBound() ? CURRENT.get() : of(User.SERVER);
    }

    /// A layer of the server took so long for the request being served, if one is.
    public static void took(Layer layer, long nanos) {
        if (CURRENT.isBound()) {
            CURRENT.get().annotations.took(layer, nanos);
        }
    }

    public void run(Runnable action) {
        ScopedValue.where(CURRENT, this).run(action);
    }

    public <R, X extends Throwable> R call(ScopedValue.CallableOp<R, X> action) throws X {
        return ScopedValue.where(CURRENT, this).call(action);
    }
}
