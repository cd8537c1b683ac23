/// What objects of the built-in kinds get that leave a field out: exactly upstream's defaults.
@NullMarked
package dev.jong.apiserver.defaults;

import org.jspecify.annotations.NullMarked;
