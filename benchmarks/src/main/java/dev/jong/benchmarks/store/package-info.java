/// Figures of the store alone, in process.
@NullMarked
package dev.jong.benchmarks.store;

import org.jspecify.annotations.NullMarked;
