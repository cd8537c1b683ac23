package dev.jong.apiserver.aggregation;

import org.jspecify.annotations.Nullable;

/// Who answers for a group and version instead of this server.
///
/// @param server null while it is not known how to speak to it
/// @param open whether it is available
record Route(@Nullable RemoteServer server, boolean open) {}
