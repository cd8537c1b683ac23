/// JMH, load generator, side-by-side runs against any API server.
@NullMarked
package dev.jong.benchmarks;

import org.jspecify.annotations.NullMarked;
