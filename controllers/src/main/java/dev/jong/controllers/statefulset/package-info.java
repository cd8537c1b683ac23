/// StatefulSets keep Pods with names of their own, in order.
@NullMarked
package dev.jong.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
