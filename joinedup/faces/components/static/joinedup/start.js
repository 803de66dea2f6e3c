// Starts the NHS components. Every page works without this file.
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";

initAll();
