package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The variable `device` of expressions that choose devices (KEP-4381): its driver, and attributes
/// and capacities by domain and name.
public final class DeviceTypes {
    private static final MapType ATTRIBUTES = byDomain(SimpleType.ANY);
    private static final MapType CAPACITIES = byDomain(Opaque.QUANTITY);
    private static final Map<String, CelType> FIELDS =
            Map.of(
                    "driver",
                    SimpleType.STRING,
                    "allowMultipleAllocations",
                    SimpleType.BOOL,
                    "attributes",
                    ATTRIBUTES,
                    "capacity",
                    CAPACITIES);
    private static final StructType DEVICE =
            StructType.create(
                    "kubernetes.DRADevice",
                    ImmutableSet.copyOf(FIELDS.keySet()),
                    name -> Optional.ofNullable(FIELDS.get(name)));

    public static final Environment ENVIRONMENT =
            new Environment(
                            Map.of("device", DEVICE),
                            name ->
                                    name.equals(DEVICE.name())
                                            ? Optional.of(DEVICE)
                                            : Optional.empty())
                    .withBindings();

    private static final long LONGEST_DOMAIN = 63;
    private static final long LONGEST_NAME = 32;
    private static final long LONGEST_VALUE = 64;
    private static final long MOST = 32;

    /// How long the parts of a device may be.
    public static final Sizes SIZES = DeviceTypes::size;

    private DeviceTypes() {}

    private static Optional<Range> size(List<String> path) {
        if (path.size() < 2 || !path.getFirst().equals("device")) {
            return Optional.empty();
        }
        return switch (path.get(1)) {
            case "driver" -> Optional.of(Range.upTo(LONGEST_DOMAIN));
            case "allowMultipleAllocations" -> Optional.of(Range.upTo(1));
            case "attributes" -> inside(path, LONGEST_VALUE);
            case "capacity" -> inside(path, 0);
            default -> Optional.empty();
        };
    }

    /// @param value how long a value may be
    private static Optional<Range> inside(List<String> path, long value) {
        return switch (path.size()) {
            case 2 -> Optional.of(Range.upTo(MOST));
            case 3 -> Optional.of(Range.upTo(isKey(path) ? LONGEST_DOMAIN : MOST));
            case 4 -> Optional.of(Range.upTo(isKey(path) ? LONGEST_NAME : value));
            default -> Optional.empty();
        };
    }

    private static boolean isKey(List<String> path) {
        return path.getLast().equals("@keys");
    }

    private static MapType byDomain(CelType value) {
        return MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, value));
    }
}
