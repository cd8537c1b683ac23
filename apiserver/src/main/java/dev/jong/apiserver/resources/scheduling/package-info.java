/// Resources of the scheduling group.
@NullMarked
package dev.jong.apiserver.resources.scheduling;

import org.jspecify.annotations.NullMarked;
