/// Resources of the events group.
@NullMarked
package dev.jong.apiserver.resources.events;

import org.jspecify.annotations.NullMarked;
