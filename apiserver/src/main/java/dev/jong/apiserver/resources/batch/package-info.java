/// Resources of the batch group.
@NullMarked
package dev.jong.apiserver.resources.batch;

import org.jspecify.annotations.NullMarked;
