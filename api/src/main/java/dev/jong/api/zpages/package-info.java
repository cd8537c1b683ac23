/// What every program of a cluster tells of itself.
@NullMarked
package dev.jong.api.zpages;

import org.jspecify.annotations.NullMarked;
