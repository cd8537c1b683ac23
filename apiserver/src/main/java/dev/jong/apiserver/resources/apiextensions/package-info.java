/// Resources of the apiextensions group.
@NullMarked
package dev.jong.apiserver.resources.apiextensions;

import org.jspecify.annotations.NullMarked;
