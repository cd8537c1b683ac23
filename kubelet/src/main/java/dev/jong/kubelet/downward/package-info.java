/// What a Pod may know of itself: values for variables and files.
@NullMarked
package dev.jong.kubelet.downward;

import org.jspecify.annotations.NullMarked;
