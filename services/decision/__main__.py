from services.decision.app import SERVICE, build
from shared.process import main

main(SERVICE, build)
