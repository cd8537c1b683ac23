/// Plugins that change or refuse an object before it is stored.
@NullMarked
package dev.jong.apiserver.admission;

import org.jspecify.annotations.NullMarked;
