/// The addresses behind a Service, in the old form: one Endpoints object.
@NullMarked
package dev.jong.controllers.endpoints;

import org.jspecify.annotations.NullMarked;
