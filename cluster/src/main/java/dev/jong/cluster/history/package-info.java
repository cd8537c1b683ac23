/// What became of objects, and how one gets its former content back.
@NullMarked
package dev.jong.cluster.history;

import org.jspecify.annotations.NullMarked;
