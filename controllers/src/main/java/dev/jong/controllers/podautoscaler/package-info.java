/// Scales workloads by what their Pods use, or by other numbers (HorizontalPodAutoscaler).
@NullMarked
package dev.jong.controllers.podautoscaler;

import org.jspecify.annotations.NullMarked;
