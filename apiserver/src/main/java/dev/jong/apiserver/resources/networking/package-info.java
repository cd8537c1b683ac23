/// Resources of the networking group.
@NullMarked
package dev.jong.apiserver.resources.networking;

import org.jspecify.annotations.NullMarked;
