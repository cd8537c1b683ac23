/// Whether the metrics that upstream promises are told.
@NullMarked
package dev.jong.systemtests.metrics;

import org.jspecify.annotations.NullMarked;
