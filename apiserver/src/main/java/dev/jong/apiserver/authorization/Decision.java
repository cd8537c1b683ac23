package dev.jong.apiserver.authorization;

/// What an authorizer says. The reason is for people; it is empty when there is nothing to say.
public sealed interface Decision {
    String reason();

    record Allow(String reason) implements Decision {}

    /// Nobody further is asked.
    record Deny(String reason) implements Decision {}

    /// The next one is asked; if all say so, the answer is no.
    record NoOpinion(String reason) implements Decision {}

    default boolean allowed() {
        return this instanceof Allow;
    }
}
