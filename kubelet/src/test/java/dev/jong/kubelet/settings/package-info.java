/// What can be chosen about a kubelet, and the file it is read from.
@NullMarked
package dev.jong.kubelet.settings;

import org.jspecify.annotations.NullMarked;
