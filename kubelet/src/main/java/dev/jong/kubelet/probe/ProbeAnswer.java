package dev.jong.kubelet.probe;

/// What one probe found.
public sealed interface ProbeAnswer {
    record Success() implements ProbeAnswer {}

    /// Well, with a remark for an Event.
    record Warning(String output) implements ProbeAnswer {}

    record Failure(String output) implements ProbeAnswer {}

    /// The probe itself could not be made.
    record Broken(String error) implements ProbeAnswer {}

    default boolean good() {
        return switch (this) {
            case Success() -> true;
            case Warning(_) -> true;
            case Failure(_), Broken(_) -> false;
        };
    }
}
