/// Resources of the storage group.
@NullMarked
package dev.jong.apiserver.resources.storage;

import org.jspecify.annotations.NullMarked;
