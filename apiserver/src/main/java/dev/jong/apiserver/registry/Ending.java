package dev.jong.apiserver.registry;

import dev.jong.api.KubernetesObject;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// How the deletion of an object begins that must wait before it can go.
///
/// @param begin (as stored, now) → what else changes when the deletion is marked: a phase, a
///   condition, a finalizer
/// @param held whether something besides finalizers keeps an object whose deletion has begun
/// @param inPlace whether the mark is a change of its own: without a grace period, and not counted
///   in `metadata.generation`
/// @param heedsPolicy whether the deletion that begins it may choose what becomes of dependents
public record Ending<T extends KubernetesObject>(
        BiFunction<T, Instant, T> begin, Predicate<T> held, boolean inPlace, boolean heedsPolicy) {

    /// Only finalizers and grace periods keep objects.
    static <T extends KubernetesObject> Ending<T> plain() {
        return new Ending<>((object, _) -> object, _ -> false, false, true);
    }

    /// @param mark on an object whose deletion has begun but must wait
    public static <T extends KubernetesObject> Ending<T> heldWhile(
            UnaryOperator<T> mark, Predicate<T> held) {
        return new Ending<>((object, _) -> mark.apply(object), held, true, true);
    }

    /// The server itself adds a finalizer, whatever becomes of dependents.
    public static <T extends KubernetesObject> Ending<T> finalizedBy(
            BiFunction<T, Instant, T> begin) {
        return new Ending<>(begin, _ -> false, true, false);
    }
}
