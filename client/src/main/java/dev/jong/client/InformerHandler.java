package dev.jong.client;

import dev.jong.api.KubernetesObject;
import java.util.function.Consumer;

/// Told of every change, on the informer's own thread and after its image shows the change: be
/// quick.
public interface InformerHandler<T extends KubernetesObject> {
    /// There is a new object.
    ///
    /// @param initial part of the first list, or there already when the handler came
    void added(T object, boolean initial);

    void updated(T before, T now);

    /// An object is gone.
    ///
    /// @param last the last state seen; after a lost watch not necessarily the final one
    void deleted(T last);

    /// One action for all three.
    static <T extends KubernetesObject> InformerHandler<T> any(Consumer<? super T> action) {
        return new InformerHandler<>() {
            @Override
            public void added(T object, boolean initial) {
                action.accept(object);
            }

            @Override
            public void updated(T before, T now) {
                action.accept(now);
            }

            @Override
            public void deleted(T last) {
                action.accept(last);
            }
        };
    }
}
