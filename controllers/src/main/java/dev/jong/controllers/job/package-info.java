/// Jobs run Pods until enough of them succeeded.
@NullMarked
package dev.jong.controllers.job;

import org.jspecify.annotations.NullMarked;
