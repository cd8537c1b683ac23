/// The addresses behind a Service, in EndpointSlices of a hundred.
@NullMarked
package dev.jong.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
