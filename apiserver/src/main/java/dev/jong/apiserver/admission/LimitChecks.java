package dev.jong.apiserver.admission;

import dev.jong.api.Quantity;
import dev.jong.api.core.v1.LimitRange;
import dev.jong.api.core.v1.LimitRangeItem;
import dev.jong.api.core.v1.PersistentVolumeClaim;
import dev.jong.api.core.v1.Pod;
import dev.jong.api.rules.PodResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a LimitRange has against a Pod or a claim, in upstream's words.
final class LimitChecks {
    private final LimitRangeItem item;
    private final Map<String, Quantity> requests;
    private final Map<String, Quantity> limits;
    private final List<String> wrong = new ArrayList<>();

    private LimitChecks(
            LimitRangeItem item, Map<String, Quantity> requests, Map<String, Quantity> limits) {
        this.item = item;
        this.requests = requests;
        this.limits = limits;
    }

    static List<String> of(LimitRange range, Pod pod) {
        var wrong = new ArrayList<String>();
        for (var item : range.spec().limits()) {
            if (item.type().equals("Container")) {
                Stream.concat(
                                pod.spec().containers().stream(),
                                pod.spec().initContainers().stream())
                        .map(container -> container.resources())
                        .forEach(resources ->
                                wrong.addAll(
                                        new LimitChecks(
                                                        item,
                                                        resources.requests(),
                                                        resources.limits())
                                                .all()));
            } else if (item.type().equals("Pod")) {
                wrong.addAll(
                        new LimitChecks(item, PodResources.requests(pod), PodResources.limits(pod))
                                .all());
            }
        }
        return wrong;
    }

    static List<String> of(LimitRange range, PersistentVolumeClaim claim) {
        var wrong = new ArrayList<String>();
        for (var item : range.spec().limits()) {
            if (item.type().equals("PersistentVolumeClaim")) {
                wrong.addAll(
                        new LimitChecks(item, claim.spec().resources().requests(), Map.of())
                                .requestsOnly());
            }
        }
        return wrong;
    }

    private List<String> all() {
        item.min().forEach(this::least);
        item.max().forEach(this::most);
        item.maxLimitRequestRatio().forEach(this::ratio);
        return wrong;
    }

    private List<String> requestsOnly() {
        item.min().forEach(this::least);
        item.max()
                .forEach((name, enforced) -> {
                    var request = requests.get(name);
                    if (request == null) {
                        say("maximum", name, enforced, ".  No request is specified");
                    } else if (request.compareTo(enforced) > 0) {
                        say("maximum", name, enforced, ", but request is " + request);
                    }
                });
        return wrong;
    }

    private void least(String name, Quantity enforced) {
        var request = requests.get(name);
        var limit = limits.get(name);
        if (request == null) {
            say("minimum", name, enforced, ".  No request is specified");
        } else if (request.compareTo(enforced) < 0) {
            say("minimum", name, enforced, ", but request is " + request);
        } else if (limit != null && limit.compareTo(enforced) < 0) {
            say("minimum", name, enforced, ", but limit is " + limit);
        }
    }

    private void most(String name, Quantity enforced) {
        var request = requests.get(name);
        var limit = limits.get(name);
        if (limit == null) {
            say("maximum", name, enforced, ".  No limit is specified");
        } else if (limit.compareTo(enforced) > 0) {
            say("maximum", name, enforced, ", but limit is " + limit);
        } else if (request != null && request.compareTo(enforced) > 0) {
            say("maximum", name, enforced, ", but request is " + request);
        }
    }

    private void say(String bound, String name, Quantity enforced, String but) {
        wrong.add(bound + " " + name + " usage per " + item.type() + " is " + enforced + but);
    }

    private void ratio(String name, Quantity enforced) {
        var head =
                name + " max limit to request ratio per " + item.type() + " is " + enforced + ", ";
        var request = requests.get(name);
        var limit = limits.get(name);
        if (request == null || request.isZero()) {
            wrong.add(head + "but no request is specified or request is 0");
        } else if (limit == null || limit.isZero()) {
            wrong.add(head + "but no limit is specified or limit is 0");
        } else {
            double ratio = limit.doubleValue() / request.doubleValue();
            if (ratio > enforced.doubleValue()) {
                wrong.add(head + String.format("but provided ratio is %.6f", ratio));
            }
        }
    }
}
