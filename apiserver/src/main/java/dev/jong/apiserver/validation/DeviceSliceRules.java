package dev.jong.apiserver.validation;

import dev.jong.api.core.v1.NodeSelector;
import dev.jong.api.errors.FieldError;
import dev.jong.api.errors.FieldErrors;
import dev.jong.api.errors.FieldPath;
import dev.jong.api.json.Json;
import dev.jong.api.names.Names;
import dev.jong.api.resource.v1.Counter;
import dev.jong.api.resource.v1.CounterSet;
import dev.jong.api.resource.v1.Device;
import dev.jong.api.resource.v1.DeviceAttribute;
import dev.jong.api.resource.v1.DeviceCapacity;
import dev.jong.api.resource.v1.DeviceCounterConsumption;
import dev.jong.api.resource.v1.ResourceSlice;
import dev.jong.api.resource.v1.ResourceSliceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// ResourceSlices: what devices a driver offers where.
final class DeviceSliceRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST_DEVICES = 128;
    private static final int MOST_ADVANCED_DEVICES = 64;
    private static final int MOST_COUNTER_SETS = 8;
    private static final int MOST_COUNTERS = 32;
    private static final int MOST_CONSUMPTIONS = 2;
    private static final int MOST_TAINTS = 16;
    private static final int MOST_FACTS = 32;
    private static final int LONGEST_VALUE = 64;
    private static final int LONGEST_SHOWN_NAME = 63 + 1 + 32;
    private static final String UNSET_OR_TRUE = "must be either unset or set to true";

    /// semver.org 2.0.0
    private static final Pattern VERSION =
            Pattern.compile(
                    "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
                            + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
                            + "(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
                            + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");

    private DeviceSliceRules() {}

    static List<FieldError> slice(ResourceSlice slice) {
        var errors = new FieldErrors();
        var spec = slice.spec();
        PersistentVolumeRules.driver(spec.driver(), SPEC.child("driver"), errors);
        pool(spec, errors);
        nodes(spec, errors);
        if (!spec.sharedCounters().isEmpty() && !spec.devices().isEmpty()) {
            errors.invalid(SPEC, "", "only one of `sharedCounters` or `devices` is allowed");
        }
        boolean advanced =
                spec.devices().stream()
                        .anyMatch(device ->
                                !device.taints().isEmpty() || !device.consumesCounters().isEmpty());
        DeviceRules.set(
                spec.devices(),
                advanced ? MOST_ADVANCED_DEVICES : MOST_DEVICES,
                Device::name,
                SPEC.child("devices"),
                errors,
                (device, at) ->
                        device(
                                device,
                                Boolean.TRUE.equals(spec.perDeviceNodeSelection()),
                                at,
                                errors));
        DeviceRules.set(
                spec.sharedCounters(),
                MOST_COUNTER_SETS,
                CounterSet::name,
                SPEC.child("sharedCounters"),
                errors,
                (set, at) -> {
                    DeviceRules.requiredLabel(set.name(), at.child("name"), errors);
                    counters(set.counters(), at.child("counters"), errors);
                });
        return errors.list();
    }

    static List<FieldError> sliceUpdate(ResourceSlice now, ResourceSlice old) {
        var spec = now.spec();
        var before = old.spec();
        return new FieldErrors()
                .immutable(SPEC.child("pool", "name"), spec.pool().name(), before.pool().name())
                .immutable(SPEC.child("driver"), spec.driver(), before.driver())
                .immutable(SPEC.child("nodeName"), spec.nodeName(), before.nodeName())
                .list();
    }

    private static void pool(ResourceSliceSpec spec, FieldErrors errors) {
        var pool = spec.pool();
        var at = SPEC.child("pool");
        DeviceRules.poolName(pool.name(), at.child("name"), errors);
        if (pool.resourceSliceCount() <= 0) {
            errors.invalid(
                    at.child("resourceSliceCount"),
                    pool.resourceSliceCount(),
                    "must be greater than zero");
        }
        if (pool.generation() < 0) {
            errors.invalid(
                    at.child("generation"),
                    pool.generation(),
                    "must be greater than or equal to zero");
        }
    }

    /// Where the devices are: said in exactly one way.
    private static void nodes(ResourceSliceSpec spec, FieldErrors errors) {
        var ways = new ArrayList<String>();
        nodeName(
                spec.nodeName(),
                "must be either unset or set to a non-empty string",
                SPEC,
                ways,
                errors);
        var selector = spec.nodeSelector();
        nodeSelector(selector, SPEC, ways, errors);
        if (selector != null && selector.nodeSelectorTerms().size() != 1) {
            errors.invalid(
                    SPEC.child("nodeSelector", "nodeSelectorTerms"),
                    terms(selector),
                    "must have exactly one node selector term");
        }
        flag(spec.allNodes(), "allNodes", SPEC, ways, errors);
        flag(spec.perDeviceNodeSelection(), "perDeviceNodeSelection", SPEC, ways, errors);
        var rule =
                "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is"
                        + " required";
        if (ways.isEmpty()) {
            errors.required(SPEC, rule);
        } else if (ways.size() > 1) {
            errors.invalid(SPEC, shown(ways), rule + ", but multiple fields are set");
        }
    }

    private static String shown(List<String> ways) {
        return "{" + String.join(", ", ways) + "}";
    }

    private static FieldError.Written terms(NodeSelector selector) {
        var text = Json.text(Json.tree(selector, NodeSelector.CODEC));
        return new FieldError.Written(selector.nodeSelectorTerms().isEmpty() ? "null" : text);
    }

    private static void nodeName(
            @Nullable String name,
            String needed,
            FieldPath at,
            List<String> ways,
            FieldErrors errors) {
        if (name == null) {
            return;
        }
        if (name.isEmpty()) {
            errors.invalid(at.child("nodeName"), name, needed);
        } else {
            ways.add("`nodeName`");
            errors.invalidEach(at.child("nodeName"), name, Names.subdomain(name));
        }
    }

    private static void nodeSelector(
            @Nullable NodeSelector selector, FieldPath at, List<String> ways, FieldErrors errors) {
        if (selector != null) {
            ways.add("`nodeSelector`");
            PlacementRules.terms(selector.nodeSelectorTerms(), at.child("nodeSelector"), errors);
        }
    }

    private static void flag(
            @Nullable Boolean flag,
            String field,
            FieldPath at,
            List<String> ways,
            FieldErrors errors) {
        if (Boolean.TRUE.equals(flag)) {
            ways.add("`" + field + "`");
        } else if (flag != null) {
            errors.invalid(at.child(field), false, UNSET_OR_TRUE);
        }
    }

    private static void device(Device device, boolean perDevice, FieldPath at, FieldErrors errors) {
        DeviceRules.label(device.name(), at.child("name"), errors);
        int facts = device.attributes().size() + device.capacity().size();
        if (facts > MOST_FACTS) {
            errors.invalid(
                    at,
                    facts,
                    "the total number of attributes and capacities must not exceed " + MOST_FACTS);
        }
        entries(
                device.attributes(),
                at.child("attributes"),
                errors,
                (attribute, inner) -> attribute(attribute, inner, errors));
        boolean shared = Boolean.TRUE.equals(device.allowMultipleAllocations());
        entries(
                device.capacity(),
                at.child("capacity"),
                errors,
                (capacity, inner) -> capacity(capacity, shared, inner, errors));
        DeviceRules.each(
                device.taints(),
                MOST_TAINTS,
                at.child("taints"),
                errors,
                (taint, inner) -> DeviceRules.taint(taint, inner, errors));
        DeviceRules.set(
                device.consumesCounters(),
                MOST_CONSUMPTIONS,
                DeviceCounterConsumption::counterSet,
                at.child("consumesCounters"),
                errors,
                (consumed, inner) -> {
                    DeviceRules.requiredLabel(
                            consumed.counterSet(), inner.child("counterSet"), errors);
                    counters(consumed.counters(), inner.child("counters"), errors);
                });
        place(device, perDevice, at, errors);
        DeviceRules.bindingConditions(
                device.bindingConditions(), device.bindingFailureConditions(), at, errors);
    }

    private static <T> void entries(
            Map<String, T> entries,
            FieldPath path,
            FieldErrors errors,
            BiConsumer<T, FieldPath> rule) {
        entries.forEach((name, value) -> {
            DeviceRules.qualifiedName(name, path, errors);
            rule.accept(value, path.key(shortened(name, LONGEST_SHOWN_NAME)));
        });
    }

    /// The text, with its middle left out when it is too long to show.
    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int rest = most - "...".length();
        return text.substring(0, (rest + 1) / 2) + "..." + text.substring(text.length() - rest / 2);
    }

    private static void attribute(DeviceAttribute attribute, FieldPath at, FieldErrors errors) {
        var text = attribute.string();
        if (text != null && text.length() > LONGEST_VALUE) {
            errors.add(FieldError.tooLong(at.child("string"), LONGEST_VALUE));
        }
        var version = attribute.version();
        if (version != null) {
            if (!VERSION.matcher(version).matches()) {
                errors.invalid(
                        at.child("version"),
                        version,
                        "must be a string compatible with semver.org spec 2.0.0");
            }
            if (version.length() > LONGEST_VALUE) {
                errors.add(FieldError.tooLong(at.child("version"), LONGEST_VALUE));
            }
        }
        long values =
                Stream.of(attribute.bool(), attribute.int_(), text, version)
                        .filter(Objects::nonNull)
                        .count();
        if (values != 1) {
            errors.invalid(
                    at,
                    values == 0
                            ? ""
                            : new FieldError.Written(
                                    Json.text(Json.tree(attribute, DeviceAttribute.CODEC))),
                    "exactly one value must be specified");
        }
    }

    private static void capacity(
            DeviceCapacity capacity, boolean shared, FieldPath at, FieldErrors errors) {
        var policy = capacity.requestPolicy();
        if (policy == null) {
            return;
        }
        var path = at.child("requestPolicy");
        if (shared) {
            DeviceCapacityRules.policy(policy, capacity.value(), path, errors);
        } else {
            errors.forbidden(path, "allowMultipleAllocations must be true");
        }
    }

    private static void counters(
            Map<String, Counter> counters, FieldPath path, FieldErrors errors) {
        if (counters.isEmpty()) {
            errors.required(path, "");
        } else if (counters.size() > MOST_COUNTERS) {
            errors.add(FieldError.tooMany(path, counters.size(), MOST_COUNTERS));
        } else {
            counters.keySet().forEach(name -> DeviceRules.label(name, path, errors));
        }
    }

    private static void place(Device device, boolean perDevice, FieldPath at, FieldErrors errors) {
        if (!perDevice) {
            if (device.nodeName() != null
                    || device.nodeSelector() != null
                    || device.allNodes() != null) {
                errors.invalid(
                        at,
                        null,
                        "`nodeName`, `nodeSelector` and `allNodes` can only be set if"
                                + " `perDeviceNodeSelection` is set to true in the ResourceSlice"
                                + " spec");
            }
            return;
        }
        var ways = new ArrayList<String>();
        nodeName(device.nodeName(), "must not be empty", at, ways, errors);
        nodeSelector(device.nodeSelector(), at, ways, errors);
        flag(device.allNodes(), "allNodes", at, ways, errors);
        var rule =
                "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when"
                        + " `perDeviceNodeSelection` is set to true in the ResourceSlice spec";
        if (ways.isEmpty()) {
            errors.required(at, rule);
        } else if (ways.size() > 1) {
            errors.invalid(at, shown(ways), rule);
        }
    }
}
