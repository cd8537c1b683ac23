package dev.jong.apiserver.registry;

import dev.jong.api.Kind;
import dev.jong.api.KubernetesObject;
import dev.jong.api.Unstructured;
import dev.jong.api.errors.ApiException;
import dev.jong.api.json.Json;
import dev.jong.api.json.JsonObject;
import dev.jong.apiserver.admission.Admission;
import dev.jong.apiserver.admission.AdmissionRequest;
import dev.jong.apiserver.admission.Charge;
import dev.jong.apiserver.admission.Operation;
import dev.jong.apiserver.admission.Rounds;
import dev.jong.apiserver.request.RequestContext;
import dev.jong.apiserver.watch.Feed;
import dev.jong.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All resources that are served, with their verbs. The road for callers in the same process:
/// objects come and go as records shared by reference, nothing is encoded for them.
public final class Registry implements AutoCloseable {
    private final Feed feed;
    private final StoredVerbs.Surroundings around;

    /// Set once, before requests are served; until then nothing is refused.
    private volatile Admission admission = Admission.NONE;

    /// Replaced as a whole under `this`.
    private volatile Map<String, Verbs<?>> served = Map.of();

    private volatile List<Verbs<?>> inOrder = List.of();

    /// Those among them whose definition is to go. Replaced as a whole under `this`.
    private volatile Set<String> ending = Set.of();

    private volatile long changes;

    public Registry(Store store, InstantSource clock, RandomGenerator random) {
        feed = new Feed(store);
        around = new StoredVerbs.Surroundings(store, feed, new Late(), clock, random);
    }

    /// Passes on to the admission that the assembly sets when everything it needs stands.
    private final class Late implements Admission {
        @Override
        public KubernetesObject mutate(AdmissionRequest request, KubernetesObject object) {
            return admission.mutate(request, object);
        }

        @Override
        public void validate(AdmissionRequest request) {
            admission.validate(request);
        }

        @Override
        public Charge charge(AdmissionRequest request) {
            return admission.charge(request);
        }
    }

    /// Begins to follow the store. Resources are added before or after.
    public void start() {
        feed.start();
    }

    public void admit(Admission chain) {
        admission = chain;
    }

    public Feed feed() {
        return feed;
    }

    /// Runs the admission chain for a request that stores no object of its resource (binding,
    /// eviction, exec).
    public Admission admission() {
        return around.admission();
    }

    /// Lets plugins change or refuse a body that is not stored itself: binding, eviction, token,
    /// what is to be connected to.
    ///
    /// @param resource whose subresource this is; the body's own kind when there is none
    /// @param subresource empty for none
    @SuppressWarnings("unchecked")
    public <B extends KubernetesObject> B admit(
            Operation operation,
            Kind<?> resource,
            String subresource,
            String namespace,
            String name,
            B body,
            boolean dryRun) {
        var request =
                new AdmissionRequest(
                        operation,
                        body.kind(),
                        resource.plural(),
                        subresource,
                        namespace,
                        name,
                        body,
                        null,
                        dryRun,
                        RequestContext.current().user(),
                        new AdmissionRequest.Origin(resource, JsonObject.EMPTY),
                        new Rounds());
        var admitted = (B) admission().mutate(request, body);
        admission().validate(request.withObject(admitted));
        return admitted;
    }

    public <T extends KubernetesObject> Verbs<T> add(Resource<T> resource) {
        return add(resource, new NoAllocation<>());
    }

    public synchronized <T extends KubernetesObject> Verbs<T> add(
            Resource<T> resource, Allocation<T> allocation) {
        var verbs = new StoredVerbs<>(resource, around, allocation);
        put(verbs);
        return verbs;
    }

    /// The verbs of a stored version that is not served itself.
    public <T extends KubernetesObject> Verbs<T> hidden(Resource<T> resource) {
        return new StoredVerbs<>(resource, around, new NoAllocation<>());
    }

    /// Serves what is stored as another version.
    public synchronized <T extends KubernetesObject, S extends KubernetesObject>
            Verbs<T> addConverted(
                    Resource<T> resource, Verbs<S> stored, Conversion<T, S> conversion) {
        var verbs = new ConvertedVerbs<>(resource, stored, conversion);
        put(verbs);
        return verbs;
    }

    /// Serves objects that are not stored but found out when somebody asks.
    public synchronized <T extends KubernetesObject> void addComputed(
            Resource<T> resource, Supplier<List<T>> objects) {
        put(new ComputedVerbs<>(resource, objects));
    }

    private void put(Verbs<?> verbs) {
        var changed = new HashMap<>(served);
        changed.put(key(verbs.resource().kind()), verbs);
        served = Map.copyOf(changed);
        var order = new ArrayList<>(inOrder);
        order.removeIf(other -> key(other.resource().kind()).equals(key(verbs.resource().kind())));
        order.add(verbs);
        inOrder = List.copyOf(order);
        countChange();
    }

    /// Only under `this`.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void countChange() {
        changes++;
    }

    /// Serves a resource no longer; its objects stay in the store.
    public synchronized void remove(Kind<?> kind) {
        var changed = new HashMap<>(served);
        var removed = changed.remove(key(kind));
        served = Map.copyOf(changed);
        setEnding(kind, false);
        inOrder =
                inOrder.stream()
                        .filter(verbs -> !key(verbs.resource().kind()).equals(key(kind)))
                        .toList();
        if (removed instanceof StoredVerbs<?> stored) {
            stored.close(feed);
        }
    }

    /// Says that a custom resource is served only until its objects are gone.
    public synchronized void setEnding(Kind<?> kind, boolean ends) {
        var changed = new HashSet<>(ending);
        if (ends) {
            changed.add(key(kind));
        } else {
            changed.remove(key(kind));
        }
        ending = Set.copyOf(changed);
        countChange();
    }

    public boolean isEnding(Kind<?> kind) {
        return ending.contains(key(kind));
    }

    /// In the order in which they were added.
    public List<Verbs<?>> all() {
        return inOrder;
    }

    /// Grows with every resource that comes, goes, or is to go.
    public long changes() {
        return changes;
    }

    /// Whether kinds of the server's own are served in this version of a group.
    public boolean isOwn(String group, String version) {
        return inOrder.stream()
                .map(verbs -> verbs.resource().kind())
                .anyMatch(kind ->
                        kind.type() != Unstructured.class
                                && kind.group().equals(group)
                                && kind.version().equals(version));
    }

    public Optional<Verbs<?>> find(String group, String version, String plural) {
        return Optional.ofNullable(served.get(key(group, version, plural)));
    }

    /// The verbs of a kind.
    ///
    /// @throws ApiException when it is not served
    @SuppressWarnings("unchecked")
    public <T extends KubernetesObject> Verbs<T> of(Kind<T> kind) {
        @Nullable Verbs<?> verbs = served.get(key(kind));
        if (verbs == null) {
            throw ApiException.resourceNotFound();
        }
        return (Verbs<T>) verbs;
    }

    /// The versions in which objects of a kind are served, this one first.
    public List<Kind<?>> versions(Kind<?> kind) {
        return Versions.of(inOrder, kind);
    }

    /// An object in another of its versions.
    public KubernetesObject convert(KubernetesObject object, Kind<?> kind) {
        return Versions.convert(inOrder, object, kind);
    }

    /// An object with the defaults of its kind, if that is served.
    public KubernetesObject read(Kind<?> kind, JsonObject json) {
        var verbs = served.get(key(kind));
        return verbs == null
                ? Json.read(json, kind.codec())
                : Versions.read(verbs.resource(), json);
    }

    private static String key(Kind<?> kind) {
        return key(kind.group(), kind.version(), kind.plural());
    }

    private static String key(String group, String version, String plural) {
        return group + "/" + version + "/" + plural;
    }

    @Override
    public void close() {
        feed.close();
    }

    private static final class NoAllocation<T> implements Allocation<T> {
        @Override
        public T allocate(T now, @Nullable T old, boolean dryRun) {
            return now;
        }

        @Override
        public void undo(T now, @Nullable T old) {}

        @Override
        public void done(@Nullable T now, @Nullable T old) {}
    }
}
