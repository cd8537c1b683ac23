package dev.jong.controllers.history;

import dev.jong.api.KubernetesObject;
import dev.jong.api.apps.v1.ControllerRevision;
import dev.jong.api.core.v1.PodTemplateSpec;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.api.json.JsonValue;
import dev.jong.api.meta.v1.ObjectMeta;
import dev.jong.api.rules.PodTemplateHash;
import dev.jong.api.selector.Selector;
import dev.jong.client.Client;
import dev.jong.client.Deletion;
import dev.jong.client.Informer;
import dev.jong.client.ResourceClient;
import dev.jong.controllers.pod.Claims;
import dev.jong.controllers.pod.Refused;
import dev.jong.reconcile.Owners;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ControllerRevisions of objects of one kind.
public final class RevisionHistory<O extends KubernetesObject> {
    private static final Comparator<ControllerRevision> OLDEST_FIRST =
            Comparator.comparingLong(ControllerRevision::revision)
                    .thenComparing(each ->
                            Objects.requireNonNullElse(
                                    each.metadata().creationTimestamp(), Instant.EPOCH))
                    .thenComparing(ControllerRevision::name);

    private final Informer<ControllerRevision> known;
    private final ResourceClient<ControllerRevision> revisions;
    private final ResourceClient<O> owners;
    private final String hashLabel;

    /// The revisions of one kind of owner.
    ///
    /// @param hashLabel the label of a revision that carries its template's hash
    public RevisionHistory(
            Client client,
            Informer<ControllerRevision> known,
            ResourceClient<O> owners,
            String hashLabel) {
        this.known = known;
        this.revisions = client.resources(ControllerRevision.KIND);
        this.owners = owners;
        this.hashLabel = hashLabel;
    }

    /// The revision that an owner's template is, and how often its name was taken by another.
    public record Current(ControllerRevision revision, int collisions) {}

    /// The owner's revisions, oldest first; adopts those that match and belong to nobody.
    public List<ControllerRevision> of(O owner, Selector selector) {
        var candidates =
                known.inNamespace(owner.namespace()).stream()
                        .filter(each -> Owners.controls(owner, each) || Owners.isOrphan(each))
                        .toList();
        return new Claims<>(owner, selector, revisions, owners)
                .claim(candidates).stream().sorted(OLDEST_FIRST).toList();
    }

    /// Finds or makes the revision of the template; one that comes back becomes the newest.
    public Current current(
            O owner,
            PodTemplateSpec template,
            List<ControllerRevision> existing,
            @Nullable Integer collisionCount) {
        int collisions = Objects.requireNonNullElse(collisionCount, 0);
        long next = existing.isEmpty() ? 1 : existing.getLast().revision() + 1;
        var equal = existing.stream().filter(each -> template.equals(template(each))).toList();
        if (!equal.isEmpty()) {
            var found = equal.getLast();
            boolean newest = found.equals(existing.getLast());
            return new Current(
                    newest ? found : revisions.update(found.withRevision(next)), collisions);
        }
        while (true) {
            var wanted = revision(owner, template, next, collisions);
            try {
                return new Current(revisions.create(wanted), collisions);
            } catch (ApiException e) {
                if (!Refused.alreadyExists(e)) {
                    throw e;
                }
                var there = revisions.inNamespace(owner.namespace()).get(wanted.name());
                if (template.equals(template(there))) {
                    return new Current(there, collisions);
                }
                collisions++;
            }
        }
    }

    private ControllerRevision revision(
            O owner, PodTemplateSpec template, long number, int collisions) {
        var data = data(template);
        var hash = PodTemplateHash.of(Json.write(data), collisions);
        var labels = new HashMap<>(template.metadata().labels());
        labels.put(hashLabel, hash);
        var prefix = owner.name().length() > 223 ? owner.name().substring(0, 223) : owner.name();
        return ControllerRevision.builder()
                .metadata(
                        ObjectMeta.builder()
                                .name(prefix + "-" + hash)
                                .namespace(owner.namespace())
                                .labels(labels)
                                .annotations(owner.metadata().annotations())
                                .ownerReferences(List.of(Owners.controlledBy(owner)))
                                .build())
                .data(data)
                .revision(number)
                .build();
    }

    /// A patch that puts the template in place.
    private static JsonValue data(PodTemplateSpec template) {
        var tree =
                Json.tree(template, PodTemplateSpec.CODEC) instanceof JsonObject object
                        ? object
                        : JsonObject.EMPTY;
        return JsonObject.of("spec", JsonObject.of("template", tree.with("$patch", "replace")));
    }

    public static PodTemplateSpec template(ControllerRevision revision) {
        var data = revision.data() instanceof JsonObject object ? object : JsonObject.EMPTY;
        var template = data.object("spec").object("template").without("$patch");
        return Json.read(template, PodTemplateSpec.CODEC);
    }

    /// The hash of a revision's template.
    public String hash(ControllerRevision revision) {
        return revision.metadata().labels().getOrDefault(hashLabel, revision.name());
    }

    /// Deletes the oldest revisions that nothing uses beyond the limit.
    public void truncate(
            List<ControllerRevision> existing, Collection<String> used, @Nullable Integer limit) {
        var idle = existing.stream().filter(each -> !used.contains(each.name())).toList();
        int surplus = idle.size() - Objects.requireNonNullElse(limit, 10);
        idle.stream()
                .limit(Math.max(0, surplus))
                .forEach(each ->
                        revisions
                                .inNamespace(each.namespace())
                                .deleteIfExists(each.name(), Deletion.DEFAULT));
    }
}
