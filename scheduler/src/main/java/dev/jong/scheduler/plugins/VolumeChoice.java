package dev.jong.scheduler.plugins;

import dev.jong.api.core.v1.Node;
import dev.jong.api.core.v1.PersistentVolume;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.TopologySelectorTerm;
import dev.jong.api.rules.StorageClasses;
import dev.jong.api.rules.VolumeMatch;
import dev.jong.api.selector.LabelSelectors;
import dev.jong.api.storage.v1.CSIStorageCapacity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/// What volumes a Pod's claims would have on one node.
///
/// @param reasons why the Pod cannot be there, in upstream's words and order; empty if it can
/// @param bindings volumes that are there for claims that have none
/// @param provisions claims that a volume would be made for
record VolumeChoice(
        List<String> reasons, List<Binding> bindings, List<PersistentVolumeClaim> provisions) {
    static final String ELSEWHERE = "node(s) didn't match PersistentVolume's node affinity";
    static final String NOTHING_FREE = "node(s) didn't find available persistent volumes to bind";
    static final String NO_SPACE = "node(s) did not have enough free storage";
    static final String NO_VOLUME =
            "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)";

    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    record Binding(PersistentVolume volume, PersistentVolumeClaim claim) {}

    /// A Pod's claims.
    ///
    /// @param bound have their volume
    /// @param waiting get one once the Pod has a node
    record Wanted(List<PersistentVolumeClaim> bound, List<PersistentVolumeClaim> waiting) {
        Wanted {
            bound = List.copyOf(bound);
            // small ones first, so that each takes the least that will do
            waiting = waiting.stream().sorted(Comparator.comparing(VolumeMatch::wanted)).toList();
        }
    }

    /// Chooses.
    ///
    /// @param taken whether a volume is already promised to another claim
    static VolumeChoice of(
            Wanted wanted,
            Node node,
            Storage storage,
            BiPredicate<PersistentVolume, PersistentVolumeClaim> taken) {
        var reasons = new ArrayList<String>();
        boolean missing = false;
        for (var claim : wanted.bound) {
            var volume = storage.volume(String.valueOf(claim.spec().volumeName())).orElse(null);
            if (volume == null) {
                missing = true;
                break;
            }
            if (!VolumeMatch.reachable(volume, node)) {
                reasons.add(ELSEWHERE);
                break;
            }
        }
        var bindings = new ArrayList<Binding>();
        var provisions = new ArrayList<PersistentVolumeClaim>();
        if (!choose(wanted.waiting, node, storage, taken, bindings, provisions)) {
            reasons.add(NOTHING_FREE);
        } else {
            for (var claim : provisions) {
                var problem = problem(claim, node, storage);
                if (!problem.isEmpty()) {
                    reasons.add(problem);
                    break;
                }
            }
        }
        if (missing) {
            reasons.add(NO_VOLUME);
        }
        return new VolumeChoice(reasons, bindings, provisions);
    }

    /// @return whether no claim waits for another node
    private static boolean choose(
            List<PersistentVolumeClaim> waiting,
            Node node,
            Storage storage,
            BiPredicate<PersistentVolume, PersistentVolumeClaim> taken,
            List<Binding> bindings,
            List<PersistentVolumeClaim> provisions) {
        var chosen = new HashSet<String>();
        for (var claim : waiting) {
            var selected = claim.metadata().annotations().get(VolumeMatch.SELECTED_NODE);
            if (selected != null) {
                if (!selected.equals(node.name())) {
                    return false;
                }
                provisions.add(claim);
                continue;
            }
            var search =
                    new VolumeMatch.Search(false, volume -> VolumeMatch.reachable(volume, node));
            var candidates =
                    storage.volumesOf(StorageClasses.of(claim)).stream()
                            .filter(volume ->
                                    !chosen.contains(volume.name()) && !taken.test(volume, claim))
                            .toList();
            VolumeMatch.best(claim, candidates, search)
                    .ifPresentOrElse(
                            volume -> {
                                chosen.add(volume.name());
                                bindings.add(new Binding(volume, claim));
                            },
                            () -> provisions.add(claim));
        }
        return true;
    }

    /// Why no volume can be made for the claim on the node, "" if it can.
    private static String problem(PersistentVolumeClaim claim, Node node, Storage storage) {
        var storageClass = storage.storageClass(StorageClasses.of(claim)).orElse(null);
        if (storageClass == null
                || storageClass.provisioner().isEmpty()
                || storageClass.provisioner().equals(NO_PROVISIONER)
                || !allowed(storageClass.allowedTopologies(), node.metadata().labels())) {
            return NOTHING_FREE;
        }
        boolean enough =
                !claim.spec().resources().requests().containsKey("storage")
                        || !storage.countsCapacity(storageClass.provisioner())
                        || storage.capacities().stream()
                                .filter(each -> each.storageClassName().equals(storageClass.name()))
                                .anyMatch(each -> offers(each, claim, node));
        return enough ? "" : NO_SPACE;
    }

    /// Any term suffices; none allows every node.
    static boolean allowed(List<TopologySelectorTerm> terms, Map<String, String> labels) {
        return terms.isEmpty()
                || terms.stream()
                        .anyMatch(term ->
                                term.matchLabelExpressions().stream()
                                        .allMatch(wanted ->
                                                labels.containsKey(wanted.key())
                                                        && wanted.values()
                                                                .contains(
                                                                        labels.get(wanted.key()))));
    }

    private static boolean offers(
            CSIStorageCapacity capacity, PersistentVolumeClaim claim, Node node) {
        var largest =
                capacity.maximumVolumeSize() != null
                        ? capacity.maximumVolumeSize()
                        : capacity.capacity();
        return largest != null
                && largest.value() >= VolumeMatch.wanted(claim).value()
                && LabelSelectors.of(capacity.nodeTopology()).matches(node.metadata().labels());
    }
}
