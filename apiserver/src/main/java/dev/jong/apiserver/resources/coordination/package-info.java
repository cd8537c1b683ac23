/// Resources of the coordination group.
@NullMarked
package dev.jong.apiserver.resources.coordination;

import org.jspecify.annotations.NullMarked;
