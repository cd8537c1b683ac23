/// Asking containers how they are, and telling them of their begin and end.
@NullMarked
package dev.jong.kubelet.probe;

import org.jspecify.annotations.NullMarked;
