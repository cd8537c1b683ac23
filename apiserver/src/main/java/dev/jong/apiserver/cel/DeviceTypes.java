package dev.jong.apiserver.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
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

    private DeviceTypes() {}

    private static MapType byDomain(CelType value) {
        return MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, value));
    }
}
