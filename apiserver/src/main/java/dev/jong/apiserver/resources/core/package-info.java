/// Resources of the core group.
@NullMarked
package dev.jong.apiserver.resources.core;

import org.jspecify.annotations.NullMarked;
