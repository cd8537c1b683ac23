/// Jong.start() and @JongCluster: a cluster inside a test.
@NullMarked
package dev.jong.junit;

import org.jspecify.annotations.NullMarked;
