/// Starts Jobs at set times.
@NullMarked
package dev.jong.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
