/// Every kubectl that is found on the machine, against an embedded cluster.
@NullMarked
package dev.jong.systemtests.kubectl;

import org.jspecify.annotations.NullMarked;
