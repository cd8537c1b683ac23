/// What somebody else's project does with `Jong.start()`, on somebody else's class path.
@NullMarked
package dev.jong.clienttests;

import org.jspecify.annotations.NullMarked;
