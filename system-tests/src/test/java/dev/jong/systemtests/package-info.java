/// Whole-cluster scenarios on real containers.
@NullMarked
package dev.jong.systemtests;

import org.jspecify.annotations.NullMarked;
