package dev.jong.controllers.pod;

import dev.jong.api.KubernetesObject;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.JsonArray;
import dev.jong.api.json.JsonBoolean;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonText;
import dev.jong.api.json.JsonValue;
import dev.jong.api.selector.Selector;
import dev.jong.client.Patch;
import dev.jong.client.ResourceClient;
import dev.jong.reconcile.Owners;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Sorts out who controls what: matching orphans are adopted, controlled objects that no longer
/// match are released.
public final class Claims<O extends KubernetesObject, T extends KubernetesObject> {
    private final O owner;
    private final Selector selector;
    private final ResourceClient<T> objects;
    private final ResourceClient<O> owners;
    private final List<String> finalizers;

    /// Claims for one owner.
    ///
    /// @param finalizers that adopted objects get (Jobs track their Pods by one)
    public Claims(
            O owner,
            Selector selector,
            ResourceClient<T> objects,
            ResourceClient<O> owners,
            List<String> finalizers) {
        this.owner = owner;
        this.selector = selector;
        this.objects = objects;
        this.owners = owners;
        this.finalizers = List.copyOf(finalizers);
    }

    public Claims(O owner, Selector selector, ResourceClient<T> objects, ResourceClient<O> owners) {
        this(owner, selector, objects, owners, List.of());
    }

    /// What to do about one object.
    enum Verdict {
        KEEP,
        ADOPT,
        RELEASE,
        IGNORE
    }

    /// Adopts and releases.
    ///
    /// @return the objects that the owner controls now
    public List<T> claim(List<T> candidates) {
        var claimed = new ArrayList<T>();
        var mayAdopt = new MayAdopt();
        for (var object : candidates) {
            switch (verdict(owner, selector, object)) {
                case KEEP -> claimed.add(object);
                case ADOPT -> {
                    if (mayAdopt.get() && adopt(object)) {
                        claimed.add(object);
                    }
                }
                case RELEASE -> release(object);
                case IGNORE -> {}
            }
        }
        return claimed;
    }

    static Verdict verdict(KubernetesObject owner, Selector selector, KubernetesObject object) {
        boolean matches = selector.matches(object.metadata().labels());
        var controller = Owners.controllerOf(object);
        boolean ownerGoes = owner.metadata().deletionTimestamp() != null;
        if (controller.isPresent()) {
            if (!controller.get().uid().equals(owner.metadata().uid())) {
                return Verdict.IGNORE;
            }
            if (matches) {
                return Verdict.KEEP;
            }
            return ownerGoes ? Verdict.IGNORE : Verdict.RELEASE;
        }
        boolean goes = object.metadata().deletionTimestamp() != null;
        boolean sameNamespace =
                Objects.equals(owner.metadata().namespace(), object.metadata().namespace());
        return ownerGoes || goes || !matches || !sameNamespace ? Verdict.IGNORE : Verdict.ADOPT;
    }

    /// Asks the server once whether the owner is still the one we think of and not being deleted:
    /// an adopted object would otherwise be lost to it.
    private final class MayAdopt implements Supplier<Boolean> {
        private boolean asked;
        private boolean answer;

        @Override
        public Boolean get() {
            if (!asked) {
                var name = owner.name();
                answer =
                        owners.inNamespace(owner.metadata().namespace())
                                .find(name)
                                .filter(fresh ->
                                        Objects.equals(
                                                fresh.metadata().uid(), owner.metadata().uid()))
                                .filter(fresh -> fresh.metadata().deletionTimestamp() == null)
                                .isPresent();
                asked = true;
            }
            return answer;
        }
    }

    private boolean adopt(T object) {
        var reference =
                JsonObject.EMPTY
                        .with("apiVersion", owner.kind().apiVersion())
                        .with("kind", owner.kind().name())
                        .with("name", owner.name())
                        .with("uid", Objects.requireNonNullElse(owner.metadata().uid(), ""))
                        .with("controller", new JsonBoolean(true))
                        .with("blockOwnerDeletion", new JsonBoolean(true));
        var metadata = JsonObject.of("ownerReferences", JsonArray.of(reference));
        if (!finalizers.isEmpty()) {
            List<JsonValue> texts = finalizers.stream().<JsonValue>map(JsonText::new).toList();
            metadata = metadata.with("finalizers", new JsonArray(texts));
        }
        try {
            patch(object, metadata);
            return true;
        } catch (ApiException e) {
            if (Refused.notFound(e)) {
                return false;
            }
            throw e;
        }
    }

    private void release(T object) {
        var gone =
                JsonObject.EMPTY
                        .with("$patch", "delete")
                        .with("uid", Objects.requireNonNullElse(owner.metadata().uid(), ""));
        var metadata = JsonObject.of("ownerReferences", JsonArray.of(gone));
        if (!finalizers.isEmpty()) {
            List<JsonValue> texts = finalizers.stream().<JsonValue>map(JsonText::new).toList();
            metadata = metadata.with("$deleteFromPrimitiveList/finalizers", new JsonArray(texts));
        }
        try {
            patch(object, metadata);
        } catch (ApiException e) {
            if (!Refused.notFound(e) && !Refused.invalid(e)) {
                throw e;
            }
        }
    }

    private void patch(T object, JsonObject metadata) {
        var name = object.name();
        var uid = Objects.requireNonNullElse(object.metadata().uid(), "");
        objects.inNamespace(object.metadata().namespace())
                .patch(
                        name,
                        new Patch.Strategic(JsonObject.of("metadata", metadata.with("uid", uid))));
    }
}
