/// The frame in which every controller runs.
@NullMarked
package dev.jong.reconcile;

import org.jspecify.annotations.NullMarked;
