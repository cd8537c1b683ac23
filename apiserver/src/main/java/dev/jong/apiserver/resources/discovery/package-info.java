/// Resources of the discovery group.
@NullMarked
package dev.jong.apiserver.resources.discovery;

import org.jspecify.annotations.NullMarked;
