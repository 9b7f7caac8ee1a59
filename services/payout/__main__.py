from services.payout.app import SERVICE, build
from shared.process import main

main(SERVICE, build)
